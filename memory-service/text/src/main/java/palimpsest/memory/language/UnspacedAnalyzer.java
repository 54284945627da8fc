package palimpsest.memory.language;

import com.ibm.icu.text.Normalizer2;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.icu.ICUNormalizer2Filter;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Words of Chinese, Japanese, Thai and others by ICU's dictionaries, and of Korean without the particles at their ends. */
final class UnspacedAnalyzer extends Analyzer {

    /** One kana by itself is a particle or an ending. */
    private static final Pattern ONE_KANA = Pattern.compile("\\p{IsHiragana}");
    private static final Pattern HANGUL = Pattern.compile("\\p{IsHangul}+");
    private static final Pattern KOREAN_PARTICLE = Pattern.compile("(?<=\\p{IsHangul})(?:에서는|에게서|으로는|이라는|입니까|인가요|습니까|했습니까|에서|에게|께서|으로|까지|부터|처럼|보다|이나|라는|은|는|이|가|을|를|의|에|로|와|과|도|만|나)$");

    private final CharArraySet stops;

    UnspacedAnalyzer(Set<String> stops) {
        this.stops = new CharArraySet(stops, true);
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new ICUTokenizer();
        TokenStream normal = new ICUNormalizer2Filter(words, Normalizer2.getNFKCCasefoldInstance());
        TokenStream content = new FilteringTokenFilter(new StopFilter(new WithoutParticles(new StopFilter(normal, stops)), stops)) {
            private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

            @Override
            protected boolean accept() {
                return !ONE_KANA.matcher(term).matches();
            }
        };
        return new TokenStreamComponents(words, content);
    }

    private static final class WithoutParticles extends TokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);

        WithoutParticles(TokenStream in) {
            super(in);
        }

        @Override
        public boolean incrementToken() throws java.io.IOException {
            if (!input.incrementToken()) {
                return false;
            }
            if (term.length() > 1 && HANGUL.matcher(term).matches()) {
                String word = KOREAN_PARTICLE.matcher(term).replaceFirst("");
                int cut = term.length() - word.length();
                if (cut > 0 && offset.endOffset() - offset.startOffset() == term.length()) {
                    offset.setOffset(offset.startOffset(), offset.endOffset() - cut);
                }
                term.setEmpty().append(word);
            }
            return true;
        }
    }
}
