/** What has left the window: found in the log by id or by words. */
package palimpsest.runtime.past;
