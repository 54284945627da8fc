package palimpsest.memory.rerank;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.retrieve.Reranker;

/**
 * Reranks by the attention of a few query-focused retrieval heads (QRRanker, arXiv 2602.12192; QRHead, arXiv 2506.09944), together with
 * late interaction from the same pass and the scores of the search, as a profile weighs them.
 */
public final class QRRanker implements Reranker, AutoCloseable {

    private final AttentionModel model;
    private final RerankProfile profile;
    private final AttentionReader reader;

    /**
     * @param model   opened with the profile's heads and vectors
     * @param summary what the memory is about, set before each candidate of a decoder (memory-aware); empty for none
     * @throws IllegalArgumentException when the profile was fitted on another model, for other heads, or packs an encoder listwise
     */
    public QRRanker(AttentionModel model, RerankProfile profile, String summary) {
        if (!profile.modelHash().equals(model.hash())) {
            throw new IllegalArgumentException("The profile was fitted on another model than " + model.name() + " (hash " + model.hash()
                    + "): fit one with ./palimpsest calibrate");
        }
        if (!profile.headList().stream().sorted().toList().equals(model.heads())) {
            throw new IllegalArgumentException("The model was opened for heads " + model.heads() + ", the profile reads " + profile.heads());
        }
        this.model = model;
        this.profile = profile;
        this.reader = new AttentionReader(model, profile.nullQuery(), profile.packing(), summary);
    }

    /**
     * Loads what the profile needs of a model.
     *
     * @param summary as in the constructor
     * @throws IllegalArgumentException when the model can't be used, or the profile belongs to another
     */
    public static QRRanker open(ModelFiles files, RerankProfile profile, String summary) {
        AttentionModel model = files.open(profile.headList(), profile.vectorsInto(), profile.packing().threads());
        try {
            return new QRRanker(model, profile, summary);
        } catch (IllegalArgumentException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public double[] score(String query, List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return new double[0];
        }
        List<String> heads = model.heads().stream().map(Object::toString).toList();
        SequencedMap<String, double[]> columns = Features.of(query, candidates, reader.read(query, candidates), heads);
        var scores = new double[candidates.size()];
        for (Map.Entry<String, double[]> column : columns.entrySet()) {
            double weight = profile.weights().getOrDefault(column.getKey(), 0.0);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += weight * column.getValue()[i];
            }
        }
        return scores;
    }

    @Override
    public void close() {
        model.close();
    }
}
