package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.pdfbox.text.TextPosition;

/** Finds columns of prose whose lines a file draws across the page, and puts one column after the other. */
final class PdfColumns {

    /** Between two columns lies more than this many heights of a letter. */
    private static final double GUTTER = 1.0;
    /** Columns begin at the same place, to so many points. */
    private static final double ALIGNED = 3;
    /** Of the lines that two columns share, so many at least, and so many characters in the middle one: cells of a table are shorter. */
    private static final int FEWEST_LINES = 4;
    private static final int PROSE = 18;
    private static final double SAME_LINE = 0.3;

    private PdfColumns() {}

    private record Piece(List<TextPosition> glyphs) {

        double start() {
            return glyphs.getFirst().getXDirAdj();
        }

        double end() {
            return glyphs.getLast().getXDirAdj() + glyphs.getLast().getWidthDirAdj();
        }

        int letters() {
            return glyphs.stream().mapToInt(glyph -> glyph.getUnicode() == null ? 0 : (int) glyph.getUnicode().chars().filter(Character::isLetter).count()).sum();
        }
    }

    /** @return the same list where nothing is to be moved */
    static List<TextPosition> inReadingOrder(List<TextPosition> glyphs) {
        List<List<Piece>> lines = lines(glyphs);
        double gutter = gutter(lines);
        if (Double.isNaN(gutter)) {
            return glyphs;
        }
        int first = 0;
        while (!spans(lines.get(first), gutter)) {
            first++;
        }
        int last = lines.size() - 1;
        while (!spans(lines.get(last), gutter)) {
            last--;
        }
        var ordered = new ArrayList<TextPosition>(glyphs.size());
        var right = new ArrayList<TextPosition>();
        for (int i = 0; i < lines.size(); i++) {
            boolean within = i >= first && i <= last;
            // a line across both columns ends them both
            if (!within || lines.get(i).stream().anyMatch(piece -> piece.start() < gutter - ALIGNED && piece.end() > gutter)) {
                ordered.addAll(right);
                right.clear();
            }
            for (Piece piece : lines.get(i)) {
                (within && piece.start() >= gutter - ALIGNED ? right : ordered).addAll(piece.glyphs);
            }
        }
        ordered.addAll(right);
        return ordered;
    }

    private static boolean spans(List<Piece> line, double gutter) {
        for (int i = 1; i < line.size(); i++) {
            if (Math.abs(line.get(i).start() - gutter) <= ALIGNED) {
                return true;
            }
        }
        return false;
    }

    /** Where the right column begins; NaN for none. */
    private static double gutter(List<List<Piece>> lines) {
        List<List<Piece>> pairs = lines.stream().filter(line -> line.size() == 2).toList();
        for (List<Piece> pair : pairs) {
            double gutter = pair.getLast().start();
            List<List<Piece>> alike = pairs.stream().filter(other -> Math.abs(other.getLast().start() - gutter) <= ALIGNED).toList();
            if (alike.size() >= FEWEST_LINES && median(alike, List::getFirst) >= PROSE && median(alike, List::getLast) >= PROSE) {
                return gutter;
            }
        }
        return Double.NaN;
    }

    private static int median(List<List<Piece>> pairs, Function<List<Piece>, Piece> which) {
        return pairs.stream().map(which).map(Piece::letters).sorted(Comparator.naturalOrder()).skip(pairs.size() / 2).findFirst().orElse(0);
    }

    /** Glyphs that are drawn one after the other on one line, divided at wide gaps. */
    private static List<List<Piece>> lines(List<TextPosition> glyphs) {
        var lines = new ArrayList<List<Piece>>();
        TextPosition before = null;
        for (TextPosition glyph : glyphs) {
            boolean sameLine = before != null && glyph.getDir() == before.getDir()
                    && Math.abs(glyph.getYDirAdj() - before.getYDirAdj()) < SAME_LINE * before.getFontSizeInPt();
            double gap = before == null ? 0 : glyph.getXDirAdj() - before.getXDirAdj() - before.getWidthDirAdj();
            if (!sameLine) {
                lines.add(new ArrayList<>());
            }
            if (!sameLine || gap > GUTTER * before.getFontSizeInPt()) {
                lines.getLast().add(new Piece(new ArrayList<>()));
            }
            lines.getLast().getLast().glyphs.add(glyph);
            before = glyph;
        }
        return lines;
    }
}
