/** Reading a text that is larger than a window: one policy behind this product's window and behind what others do with a history. */
package palimpsest.peers.context;
