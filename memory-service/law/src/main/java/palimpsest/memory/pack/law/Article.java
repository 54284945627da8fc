package palimpsest.memory.pack.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An article.
 *
 * @param text paragraphs stand in lines of their own; items of a list are lines, too, and belong to the paragraph before them
 * @param see  other articles that it belongs with
 */
public record Article(ArticleId id, String title, String text, List<ArticleId> see) {

    private static final Pattern ITEM = Pattern.compile("^(?:[(（][" + ChineseNumber.DIGITS + "]{1,4}[)）]|[(（][a-z]{1,3}[)）]|[-*•]\\s).*");
    private static final Pattern DELETED = Pattern.compile("^[(（\\[]?\\s*(?:删去|已?删除|已?废止|deleted|repealed)\\s*[)）\\]]?[.。]?$", Pattern.CASE_INSENSITIVE);

    public Article {
        see = List.copyOf(see);
    }

    /** In order; each with its items. */
    public List<String> paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        for (String line : text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
            if (!paragraphs.isEmpty() && ITEM.matcher(line).matches() && !isNumberedParagraph(line)) {
                paragraphs.set(paragraphs.size() - 1, paragraphs.getLast() + "\n" + line);
            } else {
                paragraphs.add(line);
            }
        }
        return paragraphs;
    }

    /** In laws that are not Chinese, {@code (1)} begins a paragraph. */
    private static boolean isNumberedParagraph(String line) {
        return line.matches("^\\(\\d{1,3}\\).*") && line.codePoints().noneMatch(Character::isIdeographic);
    }

    /** @param number from 1 */
    public Optional<String> paragraph(int number) {
        List<String> paragraphs = paragraphs();
        return number >= 1 && number <= paragraphs.size() ? Optional.of(paragraphs.get(number - 1)) : Optional.empty();
    }

    /** Whether nothing is left of it but its number. */
    public boolean deleted() {
        return DELETED.matcher(text.strip()).matches();
    }
}
