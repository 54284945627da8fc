package palimpsest.memory.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder whose matrices lie in a file of their own, as exporters write models over 2 GB. */
class ExternalWeightsTest {

    private static final List<Head> HEADS = List.of(new Head(0, 1), new Head(2, 5));
    private static final int[] TOKENS = {0, 20, 33, 41, 25, 60};

    @TempDir
    private Path folder;

    private Path decoder(String name, String location) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        new RotaryDecoder(5).write(directory);
        if (location != null) {
            takeOut(directory, location);
        }
        return directory;
    }

    private static void takeOut(Path directory, String location) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(directory.resolve("model.onnx"))).toBuilder();
        var weights = new ByteArrayOutputStream();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE && tensor.getDimsCount() == 2) {
                ByteBuffer values = ByteBuffer.allocate(tensor.getFloatDataCount() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                tensor.getFloatDataList().forEach(values::putFloat);
                tensor.clearFloatData().setDataLocation(TensorProto.DataLocation.EXTERNAL).addExternalData(entry("location", location))
                        .addExternalData(entry("offset", String.valueOf(weights.size()))).addExternalData(entry("length", String.valueOf(values.capacity())));
                weights.write(values.array());
            }
        }
        Files.write(directory.resolve("model.onnx"), model.build().toByteArray());
        Files.write(directory.resolve("model.onnx_data"), weights.toByteArray());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static float[][][] attention(Path directory) {
        try (AttentionModel model = ModelFiles.directory(directory).open(HEADS, -1, 1)) {
            return model.attend(new Prompt(TOKENS), 3, TOKENS.length).weights();
        }
    }

    @Test
    void weights_in_a_file_beside_the_graph_are_read_like_those_in_it() throws Exception {
        Path beside = decoder("beside", "model.onnx_data");
        assertThat(ModelFiles.directory(beside).heads()).hasSize(RotaryDecoder.LAYERS * RotaryDecoder.HEADS);
        assertThat(attention(beside)).isDeepEqualTo(attention(decoder("whole", null)));
    }

    @Test
    void a_file_that_is_missing_or_elsewhere_is_named() throws Exception {
        Path missing = decoder("missing", "other.bin");
        assertThatIllegalArgumentException().isThrownBy(() -> attention(missing)).withMessageContaining("missing").withMessageContaining("other.bin");
        Path elsewhere = decoder("elsewhere", "../secret.bin");
        Files.write(folder.resolve("secret.bin"), new byte[100_000]);
        assertThatIllegalArgumentException().isThrownBy(() -> attention(elsewhere)).withMessageContaining("../secret.bin");
    }
}
