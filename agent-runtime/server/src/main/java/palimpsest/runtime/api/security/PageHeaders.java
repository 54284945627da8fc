package palimpsest.runtime.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;

/** What a page of ours may load: only what comes from here; and what nobody may keep. The pages of the API's description need their own styles inline. */
public final class PageHeaders implements HeaderWriter {

    /** Files of the page whose names change with their content. */
    public static final String HASHED = "/assets/";

    private static final String POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'%s; object-src 'none'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";
    private static final String STRICT = POLICY.formatted("");
    private static final String API_PAGES = POLICY.formatted(" 'unsafe-inline'");

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        response.setHeader("Content-Security-Policy", path.startsWith("/swagger-ui/") || path.startsWith("/api/docs") ? API_PAGES : STRICT);
        if (!path.startsWith(HASHED)) {
            response.setHeader("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
        }
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
}
