package palimpsest.memory.rerank;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.ModelFiles;

/**
 * Query-focused retrieval heads that were published for decoders (QRHead, arXiv 2506.09944, repository princeton-pli/QRHead: the 16 best of each model),
 * used as they are: attention of all of them is summed, listwise, less that of the query "N/A". Layers and heads count from 0.
 */
public enum PublishedHeads {

    LLAMA_3_1_8B("Llama-3.1-8B-Instruct", 32, 32, "LongMemEval", "13-18,13-21,8-11,14-13,17-29,13-1,13-13,14-29,14-31,13-8,16-1,17-21,13-3,10-31,13-4,14-22"),
    LLAMA_3_2_3B("Llama-3.2-3B-Instruct", 28, 24, "LongMemEval", "15-18,15-22,16-15,18-19,13-23,12-1,21-20,20-11,18-11,18-18,13-16,16-16,18-15,19-8,15-17,17-2"),
    QWEN_2_5_7B("Qwen2.5-7B-Instruct", 28, 28, "Natural Questions", "16-19,16-2,16-20,16-14,16-0,15-24,16-18,17-18,16-1,19-18,19-19,18-16,16-17,19-25,19-17,20-21"),
    QWEN_3_8B("Qwen3-8B", 36, 32, "Natural Questions", "21-31,21-18,20-15,22-4,21-11,20-16,21-17,19-13,21-10,21-8,18-5,20-14,19-14,24-13,17-4,19-28");

    private final String model;
    private final int layers;
    private final int perLayer;
    private final String foundOn;
    private final List<String> heads;

    PublishedHeads(String model, int layers, int perLayer, String foundOn, String heads) {
        this.model = model;
        this.layers = layers;
        this.perLayer = perLayer;
        this.foundOn = foundOn;
        this.heads = List.of(heads.split(","));
    }

    /** Those of a model by its name, such as {@code Qwen2.5-7B-Instruct}; empty when none are known. */
    public static Optional<PublishedHeads> of(String model) {
        return Arrays.stream(values()).filter(one -> one.model.equalsIgnoreCase(model)).findFirst();
    }

    /** The names of models whose heads are known. */
    public static String known() {
        return Arrays.stream(values()).map(one -> one.model).collect(Collectors.joining(", "));
    }

    /** The model's name. */
    public String model() {
        return model;
    }

    /** The heads. */
    public List<Head> heads() {
        return heads.stream().map(Head::parse).toList();
    }

    /**
     * A profile for an exported model.
     *
     * @throws IllegalArgumentException when the model is no decoder of this number of layers and heads; the message says what it is
     */
    public RerankProfile profile(ModelFiles files) {
        if (!files.causal()) {
            throw new IllegalArgumentException(files.name() + " is no decoder (its config.json names no …ForCausalLM): the published heads are those of " + model);
        }
        Head last = files.heads().getLast();
        if (last.layer() + 1 != layers || last.head() + 1 != perLayer) {
            throw new IllegalArgumentException("%s has %d layers of %d heads, %s has %d of %d: the published heads are of another model".formatted(files.name(), last.layer() + 1,
                    last.head() + 1, model, layers, perLayer));
        }
        return new RerankProfile(RerankProfile.VERSION, files.name(), files.hash(), heads, -1, true, Packing.LISTWISE, Map.of(Features.HEADS, 1.0), Map.of(),
                foundOn + ", by the authors of QRHead; nothing of it is fitted here");
    }
}
