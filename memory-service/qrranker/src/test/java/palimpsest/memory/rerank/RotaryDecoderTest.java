package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.attention.RotaryDecoder;
import palimpsest.memory.retrieve.Reranker.Candidate;

/** QRHead's formula over a decoder of several layers, grouped queries and rotary positions, against the same in plain Java. */
class RotaryDecoderTest {

    private static final List<Head> HEADS = List.of(new Head(0, 5), new Head(1, 0), new Head(2, 3), new Head(2, 4));

    @TempDir
    private Path directory;

    private final RotaryDecoder decoder = new RotaryDecoder(11);
    private final List<Candidate> candidates = IntStream.range(0, 7).mapToObj(i -> new Candidate("", words(7 * i, 3 + 2 * i), 0, 0)).toList();
    private final String question = words(4, 6);

    @BeforeEach
    void write() throws Exception {
        decoder.write(directory);
    }

    private String words(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> decoder.word(i * i)).collect(Collectors.joining(" "));
    }

    @Test
    void every_head_of_every_layer_is_found_though_queries_share_keys() {
        List<Head> all = ModelFiles.directory(directory).heads();
        assertThat(all).hasSize(RotaryDecoder.LAYERS * RotaryDecoder.HEADS);
        assertThat(all.getLast()).isEqualTo(new Head(RotaryDecoder.LAYERS - 1, RotaryDecoder.HEADS - 1));
    }

    @Test
    void listwise_attention_less_that_of_the_null_query_is_what_the_formula_says() {
        assertSame("");
    }

    @Test
    void a_summary_in_front_is_part_of_the_prompt() {
        assertSame(words(30, 5));
    }

    /** The prompt is laid out by the test: start, summary, each candidate behind its number, question. */
    private void assertSame(String summary) {
        try (AttentionModel model = ModelFiles.directory(directory).open(HEADS, -1, Packing.LISTWISE.threads());
             var reader = new AttentionReader(model, true, Packing.LISTWISE, summary)) {
            List<Evidence> read = reader.read(question, candidates);
            List<int[]> texts = candidates.stream().map(one -> model.tokens(one.text())).toList();
            List<List<IntBuffer>> windows = CandidateWindows.of(texts, 10_000, 8);
            assertThat(windows).as("all in one window").hasSize(1);
            var parts = new ArrayList<>(List.of(model.frame().before(), summary.isEmpty() ? new int[0] : model.tokens(summary + "\n")));
            var starts = new int[texts.size()];
            for (int i = 0; i < texts.size(); i++) {
                int[] text = windows.getFirst().get(i).array();
                parts.add(model.tokens("[" + (i + 1) + "] "));
                starts[texts.indexOf(texts.stream().filter(one -> Arrays.equals(one, text)).findFirst().orElseThrow())] = parts.stream().mapToInt(part -> part.length).sum();
                parts.add(text);
            }
            double[][][] asked = meanRows(parts, model.tokens(question));
            double[][][] nothing = meanRows(parts, model.tokens("N/A"));
            for (int i = 0; i < texts.size(); i++) {
                for (int head = 0; head < HEADS.size(); head++) {
                    Head at = HEADS.get(head);
                    int start = starts[i];
                    double[] less = IntStream.range(start, start + texts.get(i).length).mapToDouble(token -> asked[at.layer()][at.head()][token] - nothing[at.layer()][at.head()][token]).toArray();
                    double mean = Arrays.stream(less).average().orElseThrow();
                    double deviation = Math.sqrt(Arrays.stream(less).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
                    double expected = Arrays.stream(less).filter(x -> x >= mean - 2 * deviation).sum();
                    assertThat(read.get(i).heads()[head]).as("candidate %s head %s", i, at).isCloseTo(expected, within(1e-4));
                }
            }
            assertThat(read).extracting(one -> Math.abs(one.heads()[1])).anyMatch(mass -> mass > 1e-2); // far above the tolerance
        }
    }

    /** Of the question's tokens, [layer][head][column]. */
    private double[][][] meanRows(List<int[]> prefix, int[] question) {
        int[] ids = Stream.concat(prefix.stream(), Stream.of(question)).flatMapToInt(Arrays::stream).toArray();
        double[][][][] all = decoder.attention(ids);
        return Arrays.stream(all).map(layer -> Arrays.stream(layer).map(head -> IntStream.range(0, ids.length).mapToDouble(column ->
                IntStream.range(ids.length - question.length, ids.length).mapToDouble(row -> head[row][column]).average().orElseThrow()).toArray())
                .toArray(double[][]::new)).toArray(double[][][]::new);
    }

    @Test
    void published_heads_are_known_by_name_and_refused_on_a_model_of_other_geometry() throws Exception {
        PublishedHeads qwen = PublishedHeads.of("qwen2.5-7b-instruct").orElseThrow();
        assertThat(qwen.heads()).hasSize(16).doesNotHaveDuplicates();
        for (PublishedHeads one : PublishedHeads.values()) {
            assertThat(one.heads()).as(one.model()).hasSize(16).doesNotHaveDuplicates();
        }
        assertThat(PublishedHeads.of("gpt-2")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> qwen.profile(ModelFiles.directory(directory))).withMessageContaining("has 4 layers of 6 heads");
        Files.writeString(directory.resolve("config.json"), "{}");
        assertThatIllegalArgumentException().isThrownBy(() -> qwen.profile(ModelFiles.directory(directory))).withMessageContaining("no decoder");
    }
}
