package palimpsest.memory.rerank;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.Arrays;
import java.util.List;
import palimpsest.memory.retrieve.Reranker.Candidate;
import palimpsest.memory.retrieve.Reranker;

/** A reranker as LangChain4j knows it; the scores of a search are not known there and take no part. */
public final class RerankingScoringModel implements ScoringModel {

    private final Reranker reranker;

    public RerankingScoringModel(Reranker reranker) {
        this.reranker = reranker;
    }

    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        List<Candidate> candidates = segments.stream().map(segment -> new Candidate("", segment.text(), Double.NaN, 0)).toList();
        return Response.from(Arrays.stream(reranker.score(query, candidates)).boxed().toList());
    }
}
