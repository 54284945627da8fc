/** How runs are watched: spans and metrics with OpenTelemetry's GenAI names, and never a word of what was said or read. */
package palimpsest.runtime.observe;
