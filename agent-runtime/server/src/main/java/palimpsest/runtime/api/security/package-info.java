/** Who calls, and what that caller may do over HTTP (docs/security.md). */
package palimpsest.runtime.api.security;
