/** Palimpsest's memory in Spring AI's own types. */
package palimpsest.springai;
