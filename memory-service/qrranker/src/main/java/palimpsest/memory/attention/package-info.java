/** Attention of chosen heads out of exported transformers, by ONNX Runtime. */
package palimpsest.memory.attention;
