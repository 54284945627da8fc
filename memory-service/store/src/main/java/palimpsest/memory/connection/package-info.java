/** Models that were connected while the runtime runs: where they are, never their keys. */
package palimpsest.memory.connection;
