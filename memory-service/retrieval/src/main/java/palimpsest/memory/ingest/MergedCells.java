package palimpsest.memory.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Merged cells in the XML of office files, which their parser gives as one cell and empty ones: a cell over several rows says the same in each, and one over several
 * columns of a Word table leaves the others in their places.
 */
final class MergedCells {

    private static final int LONGEST_REPEATED = 100;
    private static final int MOST_SPANNED = 100;
    private static final Pattern PART = Pattern.compile("<(/?)([wa]):(tbl|tr|tc)((?:\\s[^>]*)?)>|<w:(gridSpan|gridBefore|vMerge)((?:\\s[^>]*)?)/>|<[wa]:t(?:\\s[^>]*)?>([^<]*)</[wa]:t>|</a:txBody>");
    private static final Pattern NUMBER = Pattern.compile("\\bw:val=\"(\\d{1,3})\"");
    private static final Pattern ROW_SPAN = Pattern.compile("\\browSpan=\"(\\d{1,3})\"");
    private static final Pattern GOES_ON = Pattern.compile("\\bvMerge=\"(?:1|true)\"");
    private static final String EMPTY_CELL = "<w:tc><w:p/></w:tc>";

    private static final Pattern REGION = Pattern.compile("<mergeCell ref=\"([A-Z]{1,3})(\\d{1,7}):[A-Z]{1,3}(\\d{1,7})\"");
    private static final Pattern ROW = Pattern.compile("<row\\b([^>]*?)(?:/>|>(.*?)</row>)", Pattern.DOTALL);
    private static final Pattern ROW_NUMBER = Pattern.compile("\\br=\"(\\d{1,7})\"");
    private static final Pattern CELL = Pattern.compile("<c r=\"([A-Z]{1,3})\\d{1,7}\"([^>]*?)(?:/>|>(.*?)</c>)", Pattern.DOTALL);
    private static final Pattern SHARED = Pattern.compile("<si>(.*?)</si>|<si/>", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("<v>(\\d{1,9})</v>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private MergedCells() {}

    /** A table of Word or of a slide that is open. */
    private static final class Table {
        private final Map<Integer, String> above = new HashMap<>();
        private final StringBuilder cell = new StringBuilder();
        /** Where the row lacks cells, and how many: the last place first. */
        private final Deque<int[]> missing = new ArrayDeque<>();
        private int cells;
        private int column;
        private int span;
        private boolean begins;
        private boolean goesOn;
        private int rowFrom;
    }

    /** The XML of a Word document or of a slide with its merged cells filled. */
    static String filled(String xml) {
        var out = new StringBuilder(xml.length());
        var open = new ArrayDeque<Table>();
        Matcher part = PART.matcher(xml);
        int at = 0;
        while (part.find()) {
            out.append(xml, at, part.start());
            at = part.start();
            Table table = open.peek();
            if (part.group(3) != null && part.group(3).equals("tbl")) {
                if (part.group(1).isEmpty()) {
                    open.push(new Table());
                } else {
                    open.poll();
                }
            } else if (table == null) {
                continue;
            } else if (part.group(5) != null) {
                property(table, part.group(5), part.group(6));
            } else if (part.group(7) != null) {
                table.cell.append(part.group(7));
            } else if (part.group(3) == null) {
                fill(table, "a", out); // the end of a slide's cell
            } else if (part.group(1).isEmpty()) {
                begin(table, part.group(3), part.group(4), out.length());
            } else if (part.group(3).equals("tc")) {
                fill(table, part.group(2), out);
                out.append(xml, at, part.end());
                at = part.end();
                endCell(table, out.length());
            } else {
                addMissing(table, out);
            }
        }
        return out.append(xml, at, xml.length()).toString();
    }

    private static void property(Table table, String name, String attributes) {
        Matcher number = NUMBER.matcher(attributes);
        int value = number.find() ? Math.min(Integer.parseInt(number.group(1)), MOST_SPANNED) : 1;
        switch (name) {
            case "gridSpan" -> table.span = Math.max(1, value);
            case "gridBefore" -> {
                table.missing.push(new int[] {table.rowFrom, value});
                table.column = value;
            }
            default -> {
                table.begins = attributes.contains("restart");
                table.goesOn = !table.begins;
            }
        }
    }

    private static void begin(Table table, String name, String attributes, int at) {
        if (name.equals("tr")) {
            table.missing.clear();
            table.cells = 0;
            table.column = 0;
            table.rowFrom = at + "<w:tr>".length() + attributes.length();
        } else {
            Matcher rows = ROW_SPAN.matcher(attributes);
            table.cell.setLength(0);
            table.span = 1;
            table.begins = rows.find() && Integer.parseInt(rows.group(1)) > 1;
            table.goesOn = GOES_ON.matcher(attributes).find();
        }
    }

    private static void fill(Table table, String prefix, StringBuilder out) {
        if (table.goesOn && table.cell.toString().isBlank() && table.above.containsKey(table.column)) {
            String text = table.above.get(table.column);
            out.append("<p:p><p:r><p:t>".replace("p:", prefix + ":")).append(text).append("</p:t></p:r></p:p>".replace("p:", prefix + ":"));
            table.cell.append(text);
        }
    }

    private static void endCell(Table table, int at) {
        if (table.begins && table.cell.length() <= LONGEST_REPEATED) {
            table.above.put(table.column, table.cell.toString());
        } else if (!table.goesOn) {
            table.above.remove(table.column);
        }
        table.cells++;
        table.column += table.span;
        if (table.span > 1) {
            table.missing.push(new int[] {at, table.span - 1});
        }
    }

    /** A row of one cell is a title, and no row with empty cells. */
    private static void addMissing(Table table, StringBuilder out) {
        while (table.cells > 1 && !table.missing.isEmpty()) {
            int[] place = table.missing.pop();
            out.insert(place[0], EMPTY_CELL.repeat(place[1]));
        }
    }

    /**
     * The XML of a sheet in which a cell over several rows stands in each.
     *
     * @param sharedStrings the XML of the workbook's texts, empty where it has none
     */
    static String filledSheet(String xml, String sharedStrings) {
        // by row, then by column: the row in which the region begins
        var regions = new HashMap<Integer, Map<Integer, Integer>>();
        Matcher region = REGION.matcher(xml);
        while (region.find()) {
            int first = Integer.parseInt(region.group(2));
            int last = Integer.parseInt(region.group(3));
            for (int row = first + 1; row <= last && last - first < MOST_SPANNED; row++) {
                regions.computeIfAbsent(row, one -> new HashMap<>()).put(column(region.group(1)), first);
            }
        }
        if (regions.isEmpty()) {
            return xml;
        }
        List<Boolean> longTexts = longTexts(sharedStrings);
        var begun = new HashMap<Integer, Map<Integer, String>>();
        var origins = regions.values().stream().flatMap(columns -> columns.values().stream()).collect(Collectors.toSet());
        return ROW.matcher(xml).replaceAll(row -> {
            Matcher number = ROW_NUMBER.matcher(row.group(1));
            int at = number.find() ? Integer.parseInt(number.group(1)) : 0;
            Map<Integer, Integer> from = regions.getOrDefault(at, Map.of());
            if (from.isEmpty() && !origins.contains(at)) {
                return Matcher.quoteReplacement(row.group());
            }
            TreeMap<Integer, String> cells = cells(row.group(2) == null ? "" : row.group(2));
            begun.put(at, cells);
            from.forEach((column, first) -> {
                String above = begun.getOrDefault(first, Map.of()).get(column);
                if (above != null && !isLong(above, longTexts)) {
                    cells.put(column, above.replaceFirst("r=\"([A-Z]+)\\d+\"", "r=\"$1" + at + "\""));
                }
            });
            return Matcher.quoteReplacement("<row" + row.group(1) + ">" + String.join("", cells.values()) + "</row>");
        });
    }

    private static TreeMap<Integer, String> cells(String row) {
        var cells = new TreeMap<Integer, String>();
        Matcher cell = CELL.matcher(row);
        while (cell.find()) {
            cells.put(column(cell.group(1)), cell.group());
        }
        return cells;
    }

    private static boolean isLong(String cell, List<Boolean> longTexts) {
        Matcher shared = REFERENCE.matcher(cell);
        if (cell.contains("t=\"s\"") && shared.find()) {
            int index = Integer.parseInt(shared.group(1));
            return index >= longTexts.size() || longTexts.get(index);
        }
        return TAG.matcher(cell).replaceAll("").length() > LONGEST_REPEATED;
    }

    private static List<Boolean> longTexts(String sharedStrings) {
        var longTexts = new ArrayList<Boolean>();
        Matcher shared = SHARED.matcher(sharedStrings);
        while (shared.find()) {
            longTexts.add(shared.group(1) != null && TAG.matcher(shared.group(1)).replaceAll("").length() > LONGEST_REPEATED);
        }
        return longTexts;
    }

    /** A to 1, Z to 26, AA to 27. */
    private static int column(String letters) {
        return letters.chars().reduce(0, (number, letter) -> number * 26 + letter - 'A' + 1);
    }
}
