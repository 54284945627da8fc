package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;

/** Writes paragraphs, headings, code and nested lists as Markdown, with Markdown Extra's lists of terms and what they mean. */
final class MarkdownBlocks {

    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    /** Those in which stands what comes next, the innermost last. */
    private final List<Item> items = new ArrayList<>();
    private int depthOfLastItem;

    /** Of a list: what stands in front of its first paragraph, which is not written before that. */
    private static final class Item {
        private final String sign;
        private final List<String> terms = new ArrayList<>();
        private boolean begun;

        private Item(String sign) {
            this.sign = sign;
        }
    }

    /** @param level 1 for the title */
    void heading(int level, String heading) {
        items.clear();
        if (!heading.isBlank()) {
            block("#".repeat(level) + " " + heading.strip());
        }
    }

    void paragraph(String paragraph) {
        if (!paragraph.isBlank()) {
            begin(paragraph.strip());
        }
    }

    /** @param lines as they stand, without what indents all of them */
    void code(List<String> lines) {
        if (lines.stream().allMatch(String::isBlank)) {
            return;
        }
        if (!items.isEmpty() && !items.getLast().begun) {
            begin("");
        }
        String indent = INDENT.repeat(items.size());
        var block = new StringBuilder("```\n");
        lines.forEach(line -> block.append(line.isBlank() ? "" : indent + line.stripTrailing()).append('\n'));
        block(indent + block + indent + "```");
    }

    /** What follows, up to {@link #close}, says what the term means. */
    void term(String term) {
        Item last = items.isEmpty() ? null : items.getLast();
        if (last != null && !last.begun && last.sign == null) {
            last.terms.add(term.strip()); // of one meaning with the one above
            return;
        }
        open(null).terms.add(term.strip());
    }

    /** What follows, up to {@link #close}, is an item. @param sign such as "-" or "1." */
    void item(String sign) {
        open(sign);
    }

    /** Whether a term was named, and nothing of what it means yet. */
    boolean awaitsMeaning() {
        return !items.isEmpty() && !items.getLast().begun && items.getLast().sign == null;
    }

    void close() {
        if (!items.isEmpty()) {
            if (!items.getLast().begun && items.getLast().sign == null) {
                begin("");
            }
            items.removeLast();
        }
    }

    int depth() {
        return items.size();
    }

    private Item open(String sign) {
        if (!items.isEmpty() && !items.getLast().begun) {
            begin("");
        }
        var item = new Item(sign);
        items.add(item);
        return item;
    }

    private void begin(String paragraph) {
        Item item = items.isEmpty() ? null : items.getLast();
        if (item == null || item.begun) {
            block(INDENT.repeat(items.size()) + paragraph);
            return;
        }
        item.begun = true;
        String indent = INDENT.repeat(items.size() - 1);
        if (item.sign == null) {
            block(indent + String.join(", ", item.terms) + (paragraph.isEmpty() ? "" : "\n" + indent + ":   " + paragraph));
        } else if (depthOfLastItem == items.size()) {
            text.append(indent).append(item.sign).append(' ').append(paragraph).append('\n');
        } else {
            block(indent + item.sign + " " + paragraph);
            depthOfLastItem = items.size();
        }
    }

    private void block(String block) {
        text.append(text.isEmpty() ? "" : "\n").append(block).append('\n');
        depthOfLastItem = 0;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
