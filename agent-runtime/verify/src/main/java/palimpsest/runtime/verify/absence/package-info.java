/** Whether a conversation that was read answers a question, or only tells something like it (of another person, say). */
package palimpsest.runtime.verify.absence;
