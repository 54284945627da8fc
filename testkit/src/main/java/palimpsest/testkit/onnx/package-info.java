/** Models for tests: ONNX graphs that are written here instead of exported. */
package palimpsest.testkit.onnx;
