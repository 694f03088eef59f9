/** Lines in all, those with code, and those with a comment only. */
record Lines(int all, int code, int comment) {

    /** Follows comments, strings, text blocks and character literals through a source. */
    static Lines of(String source) {
        int all = 0;
        int code = 0;
        int comment = 0;
        boolean inComment = false;
        boolean inText = false;
        for (String line : source.split("\n", -1)) {
            boolean hasCode = false;
            boolean hasComment = inComment && !line.isBlank();
            for (int i = 0; i < line.length(); i++) {
                if (inComment) {
                    if (line.startsWith("*/", i)) {
                        inComment = false;
                        i++;
                    }
                } else if (inText) {
                    hasCode |= !Character.isWhitespace(line.charAt(i));
                    if (line.charAt(i) == '\\') {
                        i++;
                    } else if (line.startsWith("\"\"\"", i)) {
                        inText = false;
                        i += 2;
                    }
                } else if (line.startsWith("//", i)) {
                    hasComment = true;
                    break;
                } else if (line.startsWith("/*", i)) {
                    hasComment = true;
                    inComment = true;
                    i++;
                } else if (line.startsWith("\"\"\"", i)) {
                    hasCode = true;
                    inText = true;
                    i += 2;
                } else if (line.charAt(i) == '"' || line.charAt(i) == '\'') {
                    hasCode = true;
                    i = endOfLiteral(line, i);
                } else {
                    hasCode |= !Character.isWhitespace(line.charAt(i));
                }
            }
            all++;
            code += hasCode ? 1 : 0;
            comment += hasComment && !hasCode ? 1 : 0;
        }
        return new Lines(source.endsWith("\n") ? all - 1 : all, code, comment);
    }

    private static int endOfLiteral(String line, int start) {
        int i = start + 1;
        while (i < line.length() && line.charAt(i) != line.charAt(start)) {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }
}
