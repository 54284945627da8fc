/** Models of one tenant: the configured ones, and those that an operator connected while the runtime runs. */
package palimpsest.runtime.connection;
