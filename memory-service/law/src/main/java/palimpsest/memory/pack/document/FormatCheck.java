package palimpsest.memory.pack.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.memory.pack.document.FormatFault.Kind;

/**
 * Checks a document against its template. A field begins where its label stands at the beginning of a line, with a colon after it or
 * alone (Markdown marks about it do not count), and ends where the next one begins.
 */
public final class FormatCheck {

    private static final Pattern DIGIT = Pattern.compile("\\p{Nd}|[〇零一二三四五六七八九十百千万]");
    private static final Pattern DATE = Pattern.compile("(?<!\\d)\\d{4}-\\d{1,2}-\\d{1,2}(?!\\d)|(?<!\\d)\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}(?!\\d)"
            + "|(?<!\\d)\\d{1,2}\\.?(?:st|nd|rd|th)?(?: (?:day )?of)? \\p{L}+,? \\d{1,4}(?!\\d)|\\p{L}+ \\d{1,2}(?:st|nd|rd|th)?, \\d{1,4}(?!\\d)"
            + "|[\\d〇零一二三四五六七八九]{4}\\s*年\\s*[\\d一二三四五六七八九十]{1,3}\\s*月\\s*[\\d一二三四五六七八九十]{1,3}\\s*日");

    private static final Pattern WORDS = Pattern.compile("[\\s\\p{IsIdeographic}]+");

    private final Predicate<String> citesArticle;

    /** @param citesArticle whether a text names an existing article */
    public FormatCheck(Predicate<String> citesArticle) {
        this.citesArticle = citesArticle;
    }

    /** Everything that is wrong with the document; empty when nothing is. */
    public List<FormatFault> check(DocumentTemplate template, String document) {
        Map<TemplateField, Part> parts = parts(template, document);
        List<FormatFault> faults = new ArrayList<>();
        template.fields().forEach(field -> content(field, parts.containsKey(field) ? parts.get(field).text() : null).ifPresent(faults::add));
        List<TemplateField> present = template.fields().stream().filter(parts::containsKey).toList();
        List<TemplateField> inOrder = inOrder(present, parts);
        for (int i = 0; i < present.size(); i++) {
            if (!inOrder.contains(present.get(i))) {
                faults.add(new FormatFault(present.get(i).label(), Kind.OUT_OF_ORDER, "\"" + present.get(i).label() + "\" does not stand where it belongs.",
                        "Put it " + (i == 0 ? "first." : "after \"" + present.get(i - 1).label() + "\".")));
            }
        }
        return faults;
    }

    /** The most fields that stand in the template's order among each other. */
    private static List<TemplateField> inOrder(List<TemplateField> present, Map<TemplateField, Part> parts) {
        List<List<TemplateField>> endingWith = new ArrayList<>();
        List<TemplateField> longest = List.of();
        for (int i = 0; i < present.size(); i++) {
            List<TemplateField> best = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (parts.get(present.get(j)).start() < parts.get(present.get(i)).start() && endingWith.get(j).size() > best.size()) {
                    best = new ArrayList<>(endingWith.get(j));
                }
            }
            best.add(present.get(i));
            endingWith.add(best);
            longest = best.size() > longest.size() ? best : longest;
        }
        return longest;
    }

    /** The same for a document whose fields are given by label; they have no order. */
    public List<FormatFault> check(DocumentTemplate template, Map<String, String> fields) {
        Map<String, String> byLabel = fields.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().strip().toLowerCase(Locale.ROOT), Map.Entry::getValue, (a, b) -> a));
        return template.fields().stream().map(field -> content(field, byLabel.get(field.label().toLowerCase(Locale.ROOT)))).flatMap(Optional::stream).toList();
    }

    /** Fields of the template whose labels stand in the document. */
    public Set<TemplateField> present(DocumentTemplate template, String document) {
        return parts(template, document).keySet();
    }

    private record Part(int start, String text) {}

    private static Map<TemplateField, Part> parts(DocumentTemplate template, String document) {
        Map<TemplateField, int[]> found = new LinkedHashMap<>();
        for (TemplateField field : template.fields()) {
            Matcher label = Pattern.compile("(?im)^[ \\t>#*_\\-\\d.]*" + Pattern.quote(field.label()) + "[*_]*[ \\t]*(?:[:：][*_]*|$)").matcher(document);
            if (label.find()) {
                found.put(field, new int[]{label.start(), label.end()});
            }
        }
        Map<TemplateField, Part> parts = new LinkedHashMap<>();
        found.forEach((field, at) -> {
            int end = found.values().stream().mapToInt(other -> other[0]).filter(start -> start >= at[1]).min().orElse(document.length());
            parts.put(field, new Part(at[0], document.substring(at[1], end).strip()));
        });
        return parts;
    }

    private Optional<FormatFault> content(TemplateField field, String text) {
        String label = "\"" + field.label() + "\"";
        if (text == null) {
            return field.required() ? fault(field, Kind.MISSING, label + " is missing.", "Add a line \"" + field.label() + ": …\". " + field.hint()) : Optional.empty();
        }
        if (text.isBlank()) {
            return fault(field, Kind.EMPTY, label + " is empty.", field.hint());
        }
        int words = words(text);
        if (words < field.words()) {
            return fault(field, Kind.TOO_SHORT, label + " has " + words + " words and needs " + field.words() + ".", field.hint());
        }
        return switch (field.kind()) {
            case TEXT -> Optional.empty();
            case NUMBER -> DIGIT.matcher(text).find() ? Optional.empty() : fault(field, Kind.WRONG_KIND, label + " holds no number.", field.hint());
            case DATE -> DATE.matcher(text).find() ? Optional.empty()
                    : fault(field, Kind.WRONG_KIND, label + " holds no date.", "Write a date such as 2031-05-04. " + field.hint());
            case ARTICLE -> citesArticle.test(text) ? Optional.empty()
                    : fault(field, Kind.WRONG_KIND, label + " names no article that exists.", "Name one by law and number; law_retrieval finds them. " + field.hint());
            case CHOICE -> field.oneOf().stream().anyMatch(choice -> text.toLowerCase(Locale.ROOT).startsWith(choice.toLowerCase(Locale.ROOT))) ? Optional.empty()
                    : fault(field, Kind.WRONG_KIND, label + " is none of: " + String.join(", ", field.oneOf()) + ".", "Begin it with one of them.");
        };
    }

    /** Characters of Chinese and Japanese count as words. */
    private static int words(String text) {
        return (int) text.codePoints().filter(Character::isIdeographic).count() + (int) WORDS.splitAsStream(text.strip()).filter(word -> !word.isEmpty()).count();
    }

    private static Optional<FormatFault> fault(TemplateField field, Kind kind, String what, String remedy) {
        return Optional.of(new FormatFault(field.label(), kind, what, remedy.strip()));
    }
}
