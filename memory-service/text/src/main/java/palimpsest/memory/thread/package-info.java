/** Where work runs that a virtual thread can't wait for without holding its carrier. */
package palimpsest.memory.thread;
