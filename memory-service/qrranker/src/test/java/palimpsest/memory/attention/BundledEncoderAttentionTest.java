package palimpsest.memory.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BundledEncoderAttentionTest {

    private static final ModelFiles FILES = ModelFiles.bundled("bge-small-en-v1.5-q");
    private static AttentionModel low;
    private static AttentionModel high;

    @BeforeAll
    static void open() {
        low = FILES.open(List.of(new Head(4, 9), new Head(1, 0)), 5, 1);
        high = FILES.open(List.of(new Head(11, 0), new Head(4, 9)), 12, 1);
    }

    @AfterAll
    static void close() {
        low.close();
        high.close();
    }

    private static Prompt prompt(AttentionModel model) {
        return model.frame().pair(model.tokens("Where is the lighthouse?"), model.tokens("The lighthouse stands on the north cape."));
    }

    @Test
    void has_twelve_layers_of_twelve_heads() {
        assertThat(FILES.heads()).hasSize(144).startsWith(new Head(0, 0)).endsWith(new Head(11, 11));
    }

    @Test
    void attention_below_the_cut_is_what_the_whole_model_computes() {
        Prompt prompt = prompt(low);
        float[][] cut = low.attend(prompt, 1, 6).weights()[1]; // heads ascend: 1-0, 4-9
        float[][] whole = high.attend(prompt, 1, 6).weights()[0];
        assertThat(cut).isDeepEqualTo(whole);
    }

    @Test
    void a_cut_model_holds_no_weights_of_the_layers_above() throws Exception {
        byte[] whole = FILES.graph().read();
        byte[] cut = new AttentionGraph(whole).cut(List.of(new Head(4, 9)), -1, false);
        assertThat(ModelProto.parseFrom(cut).getGraph().getNodeList()).extracting(NodeProto::getName)
                .anyMatch(name -> name.contains("layer.4/attention/self/Softmax")).noneMatch(name -> name.contains("layer.5/"));
        assertThat(cut.length).isLessThan(whole.length);
    }

    @Test
    void a_row_of_attention_sums_to_one() {
        for (float[] row : low.attend(prompt(low), 1, 6).weights()[0]) {
            double sum = 0;
            for (float weight : row) {
                sum += weight;
            }
            assertThat(sum).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void vectors_of_the_last_layer_are_the_models_own_output() {
        Prompt prompt = prompt(high);
        assertThat(high.attend(prompt, 0, 1).vectors()).hasDimensions(prompt.length(), 384);
    }

    @Test
    void special_tokens_stand_around_a_pair_and_the_second_text_has_its_type() {
        Prompt prompt = low.frame().pair(new int[] {7592}, new int[] {2088});
        assertThat(prompt.ids()).containsExactly(101, 7592, 102, 2088, 102);
        assertThat(prompt.types()).containsExactly(0, 0, 0, 1, 1);
    }

    @Test
    void a_head_that_is_not_there_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FILES.open(List.of(new Head(12, 0)), -1, 1)).withMessageContaining("12 layers");
    }

    @Test
    void a_model_with_fused_attention_is_refused_with_what_was_looked_for_and_what_to_export_instead() {
        var graph = GraphProto.newBuilder().addNode(NodeProto.newBuilder().setOpType("MultiHeadAttention").addInput("x").addOutput("y"));
        byte[] fused = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
        assertThatThrownBy(() -> new AttentionGraph(fused)).isInstanceOf(AttentionNotFoundException.class)
                .hasMessageContaining("Softmax").hasMessageContaining("MultiHeadAttention").hasMessageContaining("optimum-cli export onnx --task text-generation-with-past");
    }
}
