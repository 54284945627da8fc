package palimpsest.memory.attention;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Weights that lie in files beside the graph, as those of every model over 2 GB do. A graph names them relative to its own file; one that is loaded from memory
 * has none, and ONNX Runtime before 1.21 takes no folder for it, so they are named by their whole path.
 */
final class ExternalWeights {

    private static final String LOCATION = "location";

    private ExternalWeights() {}

    /**
     * The graph with whole paths; the same bytes where all weights are in it.
     *
     * @throws IOException when a file is not there or not inside the folder
     */
    static byte[] located(byte[] onnx, Path folder) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
        boolean external = false;
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                external = true;
                for (StringStringEntryProto.Builder entry : tensor.getExternalDataBuilderList()) {
                    if (entry.getKey().equals(LOCATION)) {
                        entry.setValue(file(folder, entry.getValue()).toString());
                    }
                }
            }
        }
        return external ? model.build().toByteArray() : onnx;
    }

    private static Path file(Path folder, String location) throws IOException {
        Path inside = folder.toAbsolutePath().normalize();
        Path file = inside.resolve(location).normalize();
        if (!file.startsWith(inside) || !Files.isRegularFile(file)) {
            throw new IOException("its weights are to be in " + location + ", and there is no such file in its directory");
        }
        return file;
    }
}
