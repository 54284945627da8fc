package palimpsest.memory.attention;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Weights that lie in files beside the graph, as those of every model over 2 GB do. A graph names them relative to its own file. */
final class ExternalWeights {

    /** Option of a session: the folder of the weights of a graph that is loaded from memory and so has no folder itself. */
    static final String FOLDER_OPTION = "session.model_external_initializers_file_folder_path";

    private static final String LOCATION = "location";

    private ExternalWeights() {}

    /**
     * Checks that the files named by the graph are there, before the runtime looks for them.
     *
     * @throws IOException when a file is not there or not inside the folder
     */
    static void check(byte[] onnx, Path folder) throws IOException {
        for (TensorProto tensor : ModelProto.parseFrom(onnx).getGraph().getInitializerList()) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                for (StringStringEntryProto entry : tensor.getExternalDataList()) {
                    if (entry.getKey().equals(LOCATION)) {
                        check(folder, entry.getValue());
                    }
                }
            }
        }
    }

    private static void check(Path folder, String location) throws IOException {
        Path inside = folder.toAbsolutePath().normalize();
        Path file = inside.resolve(location).normalize();
        if (!file.startsWith(inside) || !Files.isRegularFile(file)) {
            throw new IOException("its weights are to be in " + location + ", and there is no such file in its directory");
        }
    }
}
