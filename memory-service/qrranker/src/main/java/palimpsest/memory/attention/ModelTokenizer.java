package palimpsest.memory.attention;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import palimpsest.memory.text.NativeTokenizers;

/** A model's {@code tokenizer.json}: texts to token ids, and the special tokens around them. */
final class ModelTokenizer implements AutoCloseable {

    private static final String PROBE = "a";

    private final HuggingFaceTokenizer tokenizer;
    private final Frame frame;

    ModelTokenizer(byte[] json, boolean causal) throws IOException {
        NativeTokenizers.stayQuiet();
        this.tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json),
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
        this.frame = causal ? textFrame() : pairFrame();
    }

    int[] tokens(String text) {
        return ids(tokenizer.encode(text, false, false), 0, Integer.MAX_VALUE);
    }

    List<int[]> places(String text) {
        return Arrays.stream(tokenizer.encode(text, false, false).getCharTokenSpans())
                .map(span -> span == null ? new int[] {0, 0} : new int[] {span.getStart(), span.getEnd()}).toList();
    }

    Frame frame() {
        return frame;
    }

    private Frame textFrame() {
        Encoding framed = tokenizer.encode(PROBE, true, false);
        int[] own = ownTokens(framed);
        return new Frame(ids(framed, 0, own[0]), new int[0], new int[0], 0);
    }

    private Frame pairFrame() {
        Encoding framed = tokenizer.encode(PROBE, PROBE, true, false);
        int[] own = ownTokens(framed);
        int middle = own.length / 2;
        int second = own[middle];
        return new Frame(ids(framed, 0, own[0]), ids(framed, own[middle - 1] + 1, second), ids(framed, own[own.length - 1] + 1, Integer.MAX_VALUE),
                (int) framed.getTypeIds()[second]);
    }

    private static int[] ownTokens(Encoding encoding) {
        long[] special = encoding.getSpecialTokenMask();
        return IntStream.range(0, special.length).filter(i -> special[i] == 0).toArray();
    }

    private static int[] ids(Encoding encoding, int from, int to) {
        long[] ids = encoding.getIds();
        return Arrays.stream(ids, from, Math.min(to, ids.length)).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
