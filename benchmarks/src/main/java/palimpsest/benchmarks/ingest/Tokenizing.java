package palimpsest.benchmarks.ingest;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;

/** Run by JMH. */
@State(Scope.Benchmark)
public class Tokenizing {

    private final String text = new GeneratedText(3).sentences(100);
    private final Tokenizer tokenizer = Tokenizers.byId("o200k_base");
    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @Benchmark
    public TokenOffsets ours() {
        return tokenizer.tokenize(text);
    }

    @Benchmark
    public IntArrayList plain() {
        return encoding.encodeOrdinary(text);
    }
}
