package palimpsest.memory.pack.statute;

import java.time.LocalDate;
import java.util.List;

/**
 * A law as it was read from one file.
 *
 * @param file    name of the file
 * @param aliases other names that the file gives it
 * @param from    first day on which it is in force; null when the file does not say
 * @param to      last day; null when the file does not say
 */
record Statute(String file, String name, List<String> aliases, LocalDate from, LocalDate to, List<StatuteArticle> articles) {

    /**
     * An article.
     *
     * @param number     as packs write it: {@code 12}, {@code 12a}, {@code 120-1}
     * @param title      its own heading, or else that of its chapter
     * @param paragraphs in order; an item of a list is a line of its paragraph
     * @param line       where it begins in the file, from 1; 0 when that is not known
     */
    record StatuteArticle(String number, String title, List<String> paragraphs, int line) {

        String text() {
            return String.join("\n", paragraphs);
        }
    }
}
