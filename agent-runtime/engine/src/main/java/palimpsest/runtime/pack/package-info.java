/** Which agent works with which pack. */
package palimpsest.runtime.pack;
