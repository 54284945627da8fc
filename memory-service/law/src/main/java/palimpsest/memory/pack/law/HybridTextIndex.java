package palimpsest.memory.pack.law;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Texts in memory, found by words (BM25, Lucene) and, once they are embedded, by meaning; the two are added up as in the search over
 * documents: BM25 as a part of the query's best, plus twice the cosine (docs/retrieval.md). A query most of whose words stand
 * nowhere leans on its meaning: BM25 counts by the share of its words, weighed by rarity, that stand anywhere. Words in a heading count
 * double. Safe for several threads.
 */
public final class HybridTextIndex<T> {

    private static final Logger log = LoggerFactory.getLogger(HybridTextIndex.class);

    private static final double DENSE = 2;
    private static final float HEADING = 2;
    /** Of a query, in characters: Lucene takes 1024 words in one. */
    private static final int LONGEST_QUERY = 2000;

    private final List<T> items;
    private final Analyzer analyzer;
    private final IndexSearcher words;
    private final Meaning meaning;
    private final CompletableFuture<List<float[]>> vectors;

    /** Turns texts into vectors of length 1; one for passages, one for queries. */
    public record Meaning(Function<List<String>, List<float[]>> passages, Function<String, float[]> query, Executor background) {

        /** Search is by words alone. */
        public static final Meaning NONE = new Meaning(texts -> List.of(), text -> new float[0], Runnable::run);
    }

    public HybridTextIndex(Analysis language, List<T> items, Function<T, String> heading, Function<T, String> text, Meaning meaning) {
        this.items = List.copyOf(items);
        this.analyzer = language.analyzer();
        this.words = index(heading, text);
        this.meaning = meaning;
        this.vectors = embedded(items.stream().map(item -> heading.apply(item) + "\n" + text.apply(item)).toList(), meaning);
    }

    private static CompletableFuture<List<float[]>> embedded(List<String> texts, Meaning meaning) {
        if (texts.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return CompletableFuture.supplyAsync(() -> meaning.passages().apply(texts), meaning.background()).exceptionally(failure -> {
            log.warn("The texts of a pack could not be embedded, they are found by words alone: {}", failure.getMessage());
            return List.of();
        });
    }

    private IndexSearcher index(Function<T, String> heading, Function<T, String> text) {
        var directory = new ByteBuffersDirectory();
        try {
            try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
                for (int i = 0; i < items.size(); i++) {
                    var document = new Document();
                    document.add(new StoredField("item", i));
                    document.add(new TextField("heading", heading.apply(items.get(i)), Field.Store.NO));
                    document.add(new TextField("text", text.apply(items.get(i)), Field.Store.NO));
                    writer.addDocument(document);
                }
            }
            return new IndexSearcher(DirectoryReader.open(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("An index in memory could not be written", e);
        }
    }

    /** Whether all texts are embedded, or will not be: until then they are found by words alone. */
    public boolean ready() {
        return vectors.isDone();
    }

    public int size() {
        return items.size();
    }

    /** The best for the query, best first; of equal ones the first in the pack. Whatever shares neither word nor meaning is left out. */
    public List<Ranked<T>> rank(String wholeQuery, int limit) {
        String query = wholeQuery.substring(0, Math.min(wholeQuery.length(), LONGEST_QUERY));
        double[] words = words(query);
        double best = 0;
        for (double score : words) {
            best = Math.max(best, score);
        }
        List<float[]> vectors = this.vectors.getNow(List.of());
        float[] wanted = vectors.isEmpty() ? null : meaning.query().apply(query);
        double known = known(query);
        List<Ranked<T>> ranked = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            double cosine = wanted == null ? Double.NaN : dot(wanted, vectors.get(i));
            if (words[i] > 0 || wanted != null) {
                double score = (best > 0 ? known * words[i] / best : 0) + (wanted == null ? 0 : DENSE * cosine);
                ranked.add(new Ranked<>(items.get(i), score, words[i], cosine));
            }
        }
        ranked.sort(Comparator.comparingDouble((Ranked<T> found) -> found.score()).reversed());
        return List.copyOf(ranked.subList(0, Math.min(limit, ranked.size())));
    }

    private double[] words(String query) {
        double[] scores = new double[items.size()];
        var builder = new QueryBuilder(analyzer);
        Query heading = builder.createBooleanQuery("heading", query);
        Query text = builder.createBooleanQuery("text", query);
        if (heading == null || text == null || items.isEmpty()) {
            return scores;
        }
        var either = new BooleanQuery.Builder().add(new BoostQuery(heading, HEADING), BooleanClause.Occur.SHOULD).add(text, BooleanClause.Occur.SHOULD);
        try {
            for (ScoreDoc found : words.search(either.build(), items.size()).scoreDocs) {
                scores[words.storedFields().document(found.doc).getField("item").numericValue().intValue()] = found.score;
            }
            return scores;
        } catch (IOException e) {
            throw new UncheckedIOException("An index in memory could not be read", e);
        }
    }

    /** The words of a text that say something in these texts, rarest first; of equal ones the first in the text. A word that occurs nowhere is left out. */
    public List<String> telling(String text, int limit) {
        return terms(text).stream().filter(term -> term.frequency() > 0).sorted(Comparator.comparingInt(Word::frequency)).limit(limit).map(Word::surface).toList();
    }

    /** Which part of the query's words, weighed by rarity, stands anywhere; 1 for a query without words. */
    private double known(String query) {
        double all = 0;
        double known = 0;
        for (Word word : terms(query)) {
            double rarity = Math.log(1 + (items.size() - word.frequency() + 0.5) / (word.frequency() + 0.5));
            all += rarity;
            known += word.frequency() > 0 ? rarity : 0;
        }
        return all == 0 ? 1 : known / all;
    }

    /**
     * A word of a query.
     *
     * @param surface   as it is written
     * @param frequency in how many texts it stands
     */
    private record Word(String surface, int frequency) {}

    /** Once each, in order of appearance. */
    private List<Word> terms(String text) {
        List<Word> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (TokenStream tokens = analyzer.tokenStream("text", text)) {
            var term = tokens.addAttribute(CharTermAttribute.class);
            var offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                if (seen.add(term.toString())) {
                    int frequency = Math.max(words.getIndexReader().docFreq(new Term("text", term.toString())),
                            words.getIndexReader().docFreq(new Term("heading", term.toString())));
                    found.add(new Word(text.substring(offset.startOffset(), offset.endOffset()), frequency));
                }
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory could not be read", e);
        }
        return found;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
