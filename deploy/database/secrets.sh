# shellcheck shell=bash
# The password and the certificates in a server's folder, made once. deploy/database_lib.sh sources it.

make_password() {
  [ ! -s "$1/password" ] || return 0
  openssl rand -hex 16 >"$1/password.new"
  mv "$1/password.new" "$1/password"
}

# A certificate of 127.0.0.1 and localhost, and the CA that signed it and nothing else ever will.
make_certificates() {
  local tls=$1/tls.new
  [ ! -d "$1/tls" ] || return 0
  rm -rf "$tls"
  mkdir "$tls"
  cat >"$tls/openssl.cnf" <<'SETTINGS'
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
SETTINGS
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$tls/openssl.cnf")
  {
    openssl req -x509 "${key[@]}" -extensions ca -days 3650 -subj "/CN=CA of a private database" \
      -keyout "$tls/ca-key.pem" -out "$tls/ca.pem"
    openssl req "${key[@]}" -subj /CN=localhost \
      -keyout "$tls/server-key.pem" -out "$tls/server.csr"
    openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca-key.pem" -days 3650 \
      -set_serial 1 -extfile "$tls/openssl.cnf" -extensions server -out "$tls/server.pem"
  } >>"$1/log" 2>&1
  rm "$tls/ca-key.pem" "$tls/server.csr" "$tls/openssl.cnf"
  give_to_account "$tls"
  mv "$tls" "$1/tls"
}
