/** Answers the questions of an evolution through the run loop, as agents answer them in use. */
package palimpsest.runtime.learning;
