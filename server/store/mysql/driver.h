#ifndef COALITION_SERVER_STORE_MYSQL_DRIVER_H_
#define COALITION_SERVER_STORE_MYSQL_DRIVER_H_

// MySQL Connector/C++ with the JDBC-like interface: 1.1, which the distributions have, or MySQL's
// own packages of 8 and later. Only for .cc files of this folder: its exceptions stay there.

#if __has_include(<mysql/jdbc.h>)
#include <mysql/jdbc.h>
#define COALITION_MYSQL_HAS_SSL_MODE 1
#else
#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/sqlstring.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_driver.h>
#define COALITION_MYSQL_HAS_SSL_MODE 0
#endif

#endif  // COALITION_SERVER_STORE_MYSQL_DRIVER_H_
