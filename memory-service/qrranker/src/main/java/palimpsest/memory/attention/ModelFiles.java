package palimpsest.memory.attention;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import palimpsest.memory.text.Sha256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where an exported transformer is: its graph, its tokenizer, and what its configuration says.
 *
 * @param name   for people
 * @param graph  reads the ONNX file
 * @param tokenizer reads the {@code tokenizer.json}
 * @param folder where weights that the ONNX file keeps outside itself are; null for none
 * @param causal whether it is a decoder
 * @param window tokens that it takes
 */
public record ModelFiles(String name, Source graph, Source tokenizer, Path folder, boolean causal, int window) {

    private static final int ENCODER_WINDOW = 512;
    private static final int LONGEST_WINDOW = 8192; // attention grows with the square

    /** Reads a file each time it is asked. */
    @FunctionalInterface
    public interface Source {
        byte[] read() throws IOException;
    }

    /**
     * The encoder of a LangChain4j artifact on the class path.
     *
     * @param id such as {@code bge-small-en-v1.5-q}: the artifact holds {@code ID.onnx} and {@code ID-tokenizer.json}
     */
    public static ModelFiles bundled(String id) {
        return new ModelFiles(id, () -> resource("/" + id + ".onnx"), () -> resource("/" + id + "-tokenizer.json"), null, false, ENCODER_WINDOW);
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream resource = ModelFiles.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new FileNotFoundException("no " + path.substring(1) + " is on the class path");
            }
            return resource.readAllBytes();
        }
    }

    /**
     * An exported model: {@code model.onnx}, {@code tokenizer.json}, and {@code config.json} where it has one.
     *
     * @throws IllegalArgumentException when a file is missing or {@code config.json} can't be read
     */
    public static ModelFiles directory(Path directory) {
        for (String file : List.of("model.onnx", "tokenizer.json")) {
            if (!Files.isRegularFile(directory.resolve(file))) {
                throw new IllegalArgumentException("There is no " + file + " in " + directory + ": a model is a directory with model.onnx, "
                        + "tokenizer.json and, where it has one, config.json");
            }
        }
        JsonNode config = config(directory.resolve("config.json"));
        boolean causal = config.path("is_decoder").asBoolean(false)
                || config.path("architectures").path(0).asString("").endsWith("ForCausalLM");
        int window = config.path("max_position_embeddings").asInt(ENCODER_WINDOW);
        return new ModelFiles(directory.toAbsolutePath().normalize().getFileName().toString(), () -> Files.readAllBytes(directory.resolve("model.onnx")),
                () -> Files.readAllBytes(directory.resolve("tokenizer.json")), directory, causal, Math.min(window, LONGEST_WINDOW));
    }

    private static JsonNode config(Path file) {
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(file + " can't be read: " + e.getMessage());
        }
    }

    /** SHA-256 of the ONNX file, hexadecimal. */
    public String hash() {
        try {
            return Sha256.hex(graph.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every head of the model, ascending. Runs its first layer once.
     *
     * @throws IllegalArgumentException   when the files are no model
     * @throws AttentionNotFoundException when its attention can't be read
     */
    public List<Head> heads() {
        try (var options = options(1)) {
            var whole = new AttentionGraph(graph.read());
            int perLayer = headsPerLayer(whole, options);
            var heads = new ArrayList<Head>();
            for (int layer = 0; layer < whole.layers(); layer++) {
                for (int head = 0; head < perLayer; head++) {
                    heads.add(new Head(layer, head));
                }
            }
            return heads;
        } catch (IOException | OrtException e) {
            throw unusable(e);
        }
    }

    private int headsPerLayer(AttentionGraph whole, OrtSession.SessionOptions options) throws IOException, OrtException {
        try (var session = OrtEnvironment.getEnvironment().createSession(checked(whole.firstLayer()), options)) {
            return Math.toIntExact(((TensorInfo) session.getOutputInfo().values().iterator().next().getInfo()).getShape()[1]);
        }
    }

    /**
     * Loads the part of the model that the heads need.
     *
     * @param heads       read, in any order
     * @param vectorsInto layer whose entering token vectors are read too; -1 for none
     * @param threads     that one pass may use
     * @throws IllegalArgumentException   when the files are no model, or it has no such layer
     * @throws AttentionNotFoundException when its attention can't be read
     */
    public AttentionModel open(Collection<Head> heads, int vectorsInto, int threads) {
        try (var options = options(threads)) {
            byte[] whole = graph.read();
            // While the session is made, which takes as long: the first compiler is slow at it.
            CompletableFuture<String> sha256 = CompletableFuture.supplyAsync(() -> Sha256.hex(whole));
            byte[] cut = new AttentionGraph(whole).cut(heads, vectorsInto, causal);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(checked(cut), options);
            return new OnnxAttentionModel(this, sha256.join(), heads.stream().distinct().sorted().toList(),
                    new ModelTokenizer(tokenizer.read(), causal), session);
        } catch (IOException | OrtException e) {
            throw unusable(e);
        }
    }

    private byte[] checked(byte[] cut) throws IOException {
        if (folder != null) {
            ExternalWeights.check(cut, folder);
        }
        return cut;
    }

    private OrtSession.SessionOptions options(int threads) throws OrtException {
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        if (folder != null) {
            options.addConfigEntry(ExternalWeights.FOLDER_OPTION, folder.toAbsolutePath().toString());
        }
        return options;
    }

    private IllegalArgumentException unusable(Exception e) {
        return new IllegalArgumentException("The model " + name + " can't be used: " + e.getMessage(), e);
    }
}
