package palimpsest.memory.embed;

import java.util.List;
import java.util.Objects;

/**
 * The models under whose ids vectors are stored. Vectors of two models can't be compared with each other: a query is compared with those of its own model.
 *
 * @param usual   id of the model that embeds all texts, or all but those in Chinese
 * @param chinese id of the model that embeds texts in Chinese; the same as {@code usual} where there is only one
 */
public record VectorModels(String usual, String chinese) {

    /** A regular expression of PostgreSQL that every text in Chinese matches, but for one of rare characters alone; texts in Japanese and others with a name match too. */
    public static final String HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff]";

    /** A Chinese text may name things in other letters. */
    private static final int ONE_OF = 4;
    /** Japanese has Chinese characters too, and syllables between them. */
    private static final int SYLLABLES_ONE_OF = 10;

    public VectorModels {
        Objects.requireNonNull(usual, "usual");
        Objects.requireNonNull(chinese, "chinese");
    }

    /** One model for all texts. */
    public static VectorModels single(String id) {
        return new VectorModels(id, id);
    }

    /** The id of the model that embeds a text, be it a passage or a query. */
    public String modelOf(CharSequence text) {
        return isByLanguage() && isChinese(text) ? chinese : usual;
    }

    /** Whether texts in Chinese have a model of their own. */
    public boolean isByLanguage() {
        return !usual.equals(chinese);
    }

    /** All of them, without doubles. */
    public List<String> ids() {
        return isByLanguage() ? List.of(usual, chinese) : List.of(usual);
    }

    /** Whether at least a quarter of the letters are Chinese characters, with hardly any Japanese syllables among them. */
    static boolean isChinese(CharSequence text) {
        int letters = 0;
        int characters = 0;
        int syllables = 0;
        for (int i = 0; i < text.length(); ) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (Character.isLetter(c)) {
                letters++;
                switch (Character.UnicodeScript.of(c)) {
                    case HAN -> characters++;
                    case HIRAGANA, KATAKANA -> syllables++;
                    default -> { }
                }
            }
        }
        return characters > 0 && ONE_OF * characters >= letters && SYLLABLES_ONE_OF * syllables < characters + syllables;
    }
}
