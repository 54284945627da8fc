package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import java.util.List;
import java.util.Map;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.verify.Finding;

/** Findings and the support of answers as a client sees them (docs/api.md, Verification). */
final class VerificationView {

    private VerificationView() {}

    static Map<String, Object> finding(Finding finding) {
        var view = map("dimension", finding.dimension().label(), "verdict", finding.verdict().label(), "check", finding.check(), "claim", finding.claim(),
                "evidence", finding.evidence(), "what_to_do", finding.correction());
        view.put("place", finding.place() == null ? null
                : map("document_id", finding.place().documentId(), "start", finding.place().start(), "end", finding.place().end()));
        view.put("lookups", finding.lookups().stream().map(each -> map("tool", each.tool(), "arguments", each.arguments(), "result", each.result())).toList());
        return view;
    }

    /** Null where nothing was verified. */
    static List<Map<String, Object>> support(List<SentenceSupport> support) {
        return support == null ? null : support.stream().<Map<String, Object>>map(sentence -> map("start", sentence.start(), "end", sentence.end(),
                "claim", sentence.claim(), "supported", sentence.supported(), "citations", sentence.citations())).toList();
    }
}
