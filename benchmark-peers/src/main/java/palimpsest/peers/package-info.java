/** The same questions, asked of this product and of what people would use instead; each in a process of its own. */
package palimpsest.peers;
