package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import palimpsest.memory.text.StorableText;
import palimpsest.runtime.api.Problems.Invalid;

/** Refuses a request with a compressed body, or with a parameter that is no UTF-8 or holds what the database can't, before anybody reads it. */
public final class ReadableRequest extends OncePerRequestFilter {

    /** The body as it is (RFC 9110, section 8.4.1). */
    private static final String IDENTITY = "identity";
    private static final String NO_TEXT = "is not UTF-8, encoded with %XX";

    private final Refusals refusals;

    public ReadableRequest(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase(IDENTITY)) {
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
            refusals.write(request, response, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Body is encoded",
                    "Content-Encoding: " + coding.strip() + " is not taken: send the body as it is, without compression.", "unsupported_content_encoding");
            return;
        }
        Optional<Invalid> problem = ofQuery(request.getQueryString()).or(() -> ofForm(request));
        if (problem.isPresent()) {
            refusals.invalid(request, response, problem.get());
            return;
        }
        chain.doFilter(request, response);
    }

    /** The first parameter of a query string, raw as it came, that can't be read or stored. */
    static Optional<Invalid> ofQuery(String query) {
        if (query == null) {
            return Optional.empty();
        }
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String rawName = equals < 0 ? parameter : parameter.substring(0, equals);
            Optional<String> name = decoded(rawName);
            if (name.isEmpty() || StorableText.problem(name.get()).isPresent()) {
                return Optional.of(new Invalid("query", "has a parameter whose name can't be read"));
            }
            Optional<String> value = decoded(equals < 0 ? "" : parameter.substring(equals + 1));
            if (value.isEmpty()) {
                return Optional.of(new Invalid(name.get(), NO_TEXT));
            }
            Optional<String> problem = StorableText.problem(value.get());
            if (problem.isPresent()) {
                return Optional.of(new Invalid(name.get(), problem.get()));
            }
        }
        return Optional.empty();
    }

    /** Parameters may stand in a form, too; the container reads it, and refuses it in words of its own. */
    private static Optional<Invalid> ofForm(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
            return Optional.empty();
        }
        try {
            for (var parameter : request.getParameterMap().entrySet()) {
                for (String value : parameter.getValue()) {
                    Optional<String> problem = StorableText.problem(value);
                    if (problem.isPresent()) {
                        return Optional.of(new Invalid(parameter.getKey(), problem.get()));
                    }
                }
            }
            return Optional.empty();
        } catch (IllegalStateException broken) {
            return Optional.of(new Invalid("body", "is no form that can be read"));
        }
    }

    /** Of a name or a value; empty when it is no UTF-8. */
    private static Optional<String> decoded(String raw) {
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                // The container takes the bytes of the request line for characters, one for one.
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
