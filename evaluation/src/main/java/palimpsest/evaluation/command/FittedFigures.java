package palimpsest.evaluation.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures of a reranker as {@code Calibration} names them, as a table: a line for what was weighed, then what was gained, with its 95 % interval. */
final class FittedFigures {

    private static final String FIRST = "recall@1";
    private static final String ALL = "all";
    private static final String FROM = ", 95 % from";
    private static final String TO = ", 95 % to";

    private FittedFigures() {}

    static String table(Map<String, Double> figures) {
        List<String> weighed = figures.keySet().stream().filter(name -> name.endsWith(FIRST)).map(name -> name.substring(0, name.length() - FIRST.length())).toList();
        var measures = new LinkedHashSet<String>(figures.keySet().stream().filter(name -> !weighed.isEmpty() && name.startsWith(weighed.getFirst()))
                .map(name -> name.substring(weighed.getFirst().length())).toList());
        Stream<String> head = Stream.of(line("", measures.stream().map(name -> String.format("%12s", name)).collect(Collectors.joining())));
        Stream<String> lines = weighed.stream().map(what -> line(what.isEmpty() ? ALL : what.strip(),
                measures.stream().map(measure -> String.format(Locale.ROOT, "%12.3f", figures.get(what + measure))).collect(Collectors.joining())));
        Stream<String> gains = figures.entrySet().stream().filter(figure -> figures.containsKey(figure.getKey() + FROM)).map(figure -> gain(figure, figures));
        return Stream.of(head, lines, gains).flatMap(part -> part).collect(Collectors.joining("\n"));
    }

    private static String line(String what, String numbers) {
        return String.format("%-34s%s", what, numbers);
    }

    private static String gain(Map.Entry<String, Double> figure, Map<String, Double> figures) {
        return line(figure.getKey(), String.format(Locale.ROOT, "%12.3f (%.3f to %.3f)", figure.getValue(), figures.get(figure.getKey() + FROM), figures.get(figure.getKey() + TO)));
    }
}
