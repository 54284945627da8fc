package palimpsest.memory.pack.law;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;

/** The languages that a pack may be written in, and how their words are told apart. */
public enum Analysis {

    ENGLISH(EnglishAnalyzer::new), GERMAN(GermanAnalyzer::new), FRENCH(FrenchAnalyzer::new), SPANISH(SpanishAnalyzer::new),
    ITALIAN(ItalianAnalyzer::new), PORTUGUESE(PortugueseAnalyzer::new), DUTCH(DutchAnalyzer::new), SWEDISH(SwedishAnalyzer::new),
    RUSSIAN(RussianAnalyzer::new), CJK(CJKAnalyzer::new), OTHER(StandardAnalyzer::new);

    private final Supplier<Analyzer> analyzer;

    Analysis(Supplier<Analyzer> analyzer) {
        this.analyzer = analyzer;
    }

    /** As a pack names it, in lower case. */
    public static Optional<Analysis> of(String language) {
        return Arrays.stream(values()).filter(known -> known.language().equals(language)).findFirst();
    }

    public static List<String> languages() {
        return Arrays.stream(values()).map(Analysis::language).toList();
    }

    public String language() {
        return name().toLowerCase(Locale.ROOT);
    }

    Analyzer analyzer() {
        return analyzer.get();
    }
}
