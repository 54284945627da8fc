/** Hands runs to the runtimes of one database, by db-scheduler. */
package palimpsest.runtime.queue;
