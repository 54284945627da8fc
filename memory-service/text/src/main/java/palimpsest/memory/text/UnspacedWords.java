package palimpsest.memory.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Divides scripts that are written without spaces into words, by ICU's dictionaries. Safe for several threads. */
public final class UnspacedWords {

    private static final Pattern RUN = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]+");
    // loading the dictionaries takes long, a copy does not
    private static final BreakIterator WORDS = BreakIterator.getWordInstance(ULocale.ROOT);

    private UnspacedWords() {}

    /** The words in the runs of such scripts, in order; what stands between the runs is left out. */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        Matcher run = RUN.matcher(text);
        while (run.find()) {
            BreakIterator iterator = (BreakIterator) WORDS.clone();
            iterator.setText(run.group());
            int start = iterator.first();
            for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
                words.add(run.group().substring(start, end));
                start = end;
            }
        }
        return words;
    }
}
