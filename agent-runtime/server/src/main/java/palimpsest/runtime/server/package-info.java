/** The wiring that only the server has: web, security, observation and the doors over HTTP. What an embedded engine has too is in {@code runtime.wiring}. */
package palimpsest.runtime.server;
