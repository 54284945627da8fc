package palimpsest.memory.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rewrites RTF for a parser that knows no tables and shows deleted and hidden text: a row becomes a paragraph with tabs between its cells, and text under
 * {@code \\deleted} or {@code \\v} goes.
 */
final class RtfRewriter {

    private static final int LONGEST_REPEATED = 100;

    private final byte[] content;
    private final ByteArrayOutputStream out;
    private int at;
    private int depth;
    private int hiddenFrom = Integer.MAX_VALUE;
    private boolean inRow;
    /** Cells that ended, and after which no text came yet. */
    private int cells;
    private boolean space;
    private boolean rowEnded;
    /** Of the row's cells, in order, whether they begin one over several rows, or go on with it. */
    private final List<String> merged = new ArrayList<>();
    private String merges = "";
    private int column;
    private final StringBuilder cell = new StringBuilder();
    /** By column the text of a cell that goes on below. */
    private final Map<Integer, String> above = new HashMap<>();

    private RtfRewriter(byte[] content) {
        this.content = content;
        this.out = new ByteArrayOutputStream(content.length);
    }

    static byte[] rewrite(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return text.contains("\\trowd") || text.contains("\\deleted") || text.contains("\\v") ? new RtfRewriter(content).rewritten() : content;
    }

    private byte[] rewritten() {
        while (at < content.length) {
            byte one = content[at];
            if (one == '\\' && at + 1 < content.length && isLetter(content[at + 1])) {
                word();
            } else if (one == '\\') {
                text(Math.min(content.length, at + (at + 1 < content.length && content[at + 1] == '\'' ? 4 : 2)));
            } else if (one == '{' || one == '}') {
                depth += one == '{' ? 1 : -1;
                hiddenFrom = depth < hiddenFrom ? Integer.MAX_VALUE : hiddenFrom;
                copy(at + 1);
            } else if (one == '\r' || one == '\n') {
                copy(at + 1);
            } else {
                text(at + 1);
            }
        }
        return out.toByteArray();
    }

    private void word() {
        int end = at + 1;
        while (end < content.length && isLetter(content[end])) {
            end++;
        }
        String word = new String(content, at + 1, end - at - 1, StandardCharsets.ISO_8859_1);
        int from = end;
        while (end < content.length && (content[end] >= '0' && content[end] <= '9' || end == from && content[end] == '-')) {
            end++;
        }
        String number = new String(content, from, end - from, StandardCharsets.ISO_8859_1);
        end += end < content.length && content[end] == ' ' ? 1 : 0;
        switch (word) {
            case "deleted", "v" -> {
                hiddenFrom = number.equals("0") ? Integer.MAX_VALUE : Math.min(hiddenFrom, depth);
                at = end;
            }
            case "plain" -> {
                hiddenFrom = hiddenFrom == depth ? Integer.MAX_VALUE : hiddenFrom;
                copy(end);
            }
            case "trowd", "intbl" -> {
                inRow = true;
                if (word.equals("trowd")) {
                    merged.clear();
                    merges = "";
                }
                copy(end);
            }
            case "clvmgf", "clvmrg" -> {
                merges = word;
                copy(end);
            }
            case "cellx" -> {
                merged.add(merges);
                merges = "";
                copy(end);
            }
            case "cell", "nestcell" -> {
                endCell(word.equals("cell"));
                cells++;
                space = false;
                at = end;
            }
            case "row", "nestrow" -> {
                inRow = word.equals("nestrow");
                cells = 0;
                column = 0;
                space = false;
                rowEnded = true;
                at = end;
            }
            case "par", "line" -> {
                if (inRow) {
                    space = true;
                    at = end;
                } else {
                    copy(end);
                }
            }
            case "bin" -> copy(Math.min(content.length, end + (number.isEmpty() || number.length() > 9 ? 0 : Math.max(0, Integer.parseInt(number)))));
            case "u", "emdash", "endash", "bullet", "lquote", "rquote", "ldblquote", "rdblquote" -> text(end);
            default -> copy(end);
        }
    }

    /** A cell that goes on with the one above says the same. */
    private void endCell(boolean counted) {
        String merge = counted && column < merged.size() ? merged.get(column) : "";
        String told = cell.toString();
        if (merge.equals("clvmrg") && told.isBlank() && above.containsKey(column)) {
            between();
            write(above.get(column));
        } else if (merge.equals("clvmgf") && told.length() <= LONGEST_REPEATED) {
            above.put(column, told);
        } else {
            above.remove(column);
        }
        column += counted ? 1 : 0;
        cell.setLength(0);
    }

    private void between() {
        write(rowEnded ? inRow ? "\\line " : "\\par " : "");
        write("\\tab ".repeat(inRow ? cells : 0));
        write(space && cells == 0 ? " " : "");
        rowEnded = false;
        cells = 0;
        space = false;
    }

    /** What is read: what ended before it is written first. */
    private void text(int end) {
        if (depth >= hiddenFrom) {
            at = end;
            return;
        }
        if (content[at] != ' ') {
            between();
        }
        cell.append(inRow ? new String(content, at, end - at, StandardCharsets.ISO_8859_1) : "");
        copy(end);
    }

    private void copy(int end) {
        out.write(content, at, end - at);
        at = end;
    }

    private void write(String words) {
        out.writeBytes(words.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isLetter(byte one) {
        return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z';
    }
}
