package palimpsest.benchmarks.rerank;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.e5smallv2q.E5SmallV2QuantizedEmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.QRRanker;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.Reranker.Candidate;

/** What reranking costs beside embedding the same passages with the same model, and what cutting the model's graph spares. */
public final class RerankBenchmark implements Benchmark {

    private static final int CANDIDATES = 50;
    private static final int QUERY_WORDS = 8;

    @Override
    public String name() {
        return "rerank";
    }

    @Override
    public String description() {
        return "50 passages for one query: QRRanker with the shipped profile against embedding the same 50 with the same model (LangChain4j's, all "
                + "cores); the model cut after the last layer read against the whole model, same heads. Then a decoder of half a billion parameters with random "
                + "weights, int8 against float32: it tells nothing of quality.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        RerankProfile profile = RerankProfile.bundled();
        ModelFiles files = ModelFiles.bundled(profile.model());
        int rounds = effort.of(2, 12);
        var text = new GeneratedText(17);
        var rows = new ArrayList<Row>();
        try (QRRanker ranker = QRRanker.open(files, profile, "")) {
            EmbeddingModel embedding = new E5SmallV2QuantizedEmbeddingModel();
            // a turn of a conversation, a search passage
            for (int sentences : new int[] {2, 10}) {
                rows.addAll(againstEmbedding(rounds, ranker, embedding, text, sentences));
            }
        }
        rows.add(cutAgainstWhole(rounds, files, profile, text));
        rows.addAll(DecoderBenchmark.rows(effort));
        return rows;
    }

    /** Token vectors are kept: passages that were found before cost less, so each round has passages of its own, and one row has those of before. */
    private static List<Row> againstEmbedding(int rounds, QRRanker ranker, EmbeddingModel embedding, GeneratedText text, int sentences) throws Exception {
        List<TextSegment> known = passages(text, sentences);
        int tokens = tokens(embedding, known);
        String query = query(text);
        return List.of(
                InTurns.measure(rounds, () -> ranker.score(query, candidates(passages(text, sentences))), () -> embedding.embedAll(known))
                        .row("rerank against embed, %d tokens a passage".formatted(tokens)),
                InTurns.measure(rounds, () -> ranker.score(query(text), candidates(known)), () -> embedding.embedAll(known))
                        .row("the same, passages that were found before"));
    }

    private static List<Candidate> candidates(List<TextSegment> segments) {
        return IntStream.range(0, segments.size()).mapToObj(i -> new Candidate("", segments.get(i).text(), 0, 0, "talk", i, true)).toList();
    }

    private static Row cutAgainstWhole(int rounds, ModelFiles files, RerankProfile profile, GeneratedText text) throws Exception {
        List<Head> whole = new ArrayList<>(profile.headList());
        whole.add(files.heads().getLast());
        try (AttentionModel cutModel = files.open(profile.headList(), profile.vectorsInto(), 1);
             AttentionModel wholeModel = files.open(whole, profile.vectorsInto(), 1)) {
            List<int[]> passages = passages(text, 10).stream().map(segment -> cutModel.tokens(segment.text())).toList();
            int[] query = cutModel.tokens(query(text));
            return InTurns.measure(rounds, () -> attend(cutModel, query, passages), () -> attend(wholeModel, query, passages))
                    .row("model cut after layer %d against whole".formatted(profile.headList().getLast().layer()));
        }
    }

    private static int attend(AttentionModel model, int[] query, List<int[]> passages) {
        return passages.parallelStream()
                .mapToInt(passage -> model.attend(model.frame().pair(query, passage), 1, 1 + query.length).weights().length).sum();
    }

    private static List<TextSegment> passages(GeneratedText text, int sentences) {
        return IntStream.range(0, CANDIDATES).mapToObj(i -> TextSegment.from(text.sentences(sentences))).toList();
    }

    private static String query(GeneratedText text) {
        return String.join(" ", IntStream.range(0, QUERY_WORDS).mapToObj(i -> text.keyword()).toList());
    }

    /** Of a passage, on average. */
    private static int tokens(EmbeddingModel embedding, List<TextSegment> segments) {
        return embedding.embedAll(segments).tokenUsage().inputTokenCount() / segments.size();
    }
}
