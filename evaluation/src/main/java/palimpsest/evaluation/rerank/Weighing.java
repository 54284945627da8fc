package palimpsest.evaluation.rerank;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What was fitted to score candidates.
 *
 * @param weights    of features, those of directions included
 * @param directions by the name of their feature
 */
record Weighing(SequencedMap<String, Double> weights, SequencedMap<String, float[]> directions) {

    static Weighing of(SequencedMap<String, Double> weights) {
        return new Weighing(weights, new LinkedHashMap<>());
    }

    /** With directions fitted beside the weights. */
    static Weighing withDirections(List<LabelledQuery> queries, SequencedMap<String, Double> weights) {
        SequencedMap<String, float[]> directions = DirectionFit.fit(queries, weights);
        var all = new LinkedHashMap<>(weights);
        directions.keySet().forEach(name -> all.put(name, 1.0));
        return new Weighing(all, directions);
    }

    double[] scores(LabelledQuery query) {
        return query.along(directions).scores(weights);
    }
}
