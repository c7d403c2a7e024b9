# cmake -DINPUT=file -DOUTPUT=file.cc -P embed_schema_docs.cmake
# Writes the bytes of INPUT as the array that schema_docs_data.h declares.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REPEAT "0x..," 16 line)
string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
file(WRITE ${OUTPUT} "#include \"clients/coalitionctl/schema_docs_data.h\"

namespace coalition::ctl {

const unsigned char kSchemaDocs[] = {
${bytes}};
const size_t kSchemaDocsSize = sizeof(kSchemaDocs);

}  // namespace coalition::ctl
")
