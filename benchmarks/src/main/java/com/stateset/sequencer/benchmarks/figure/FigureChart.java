package com.stateset.sequencer.benchmarks.figure;

import java.util.List;
import java.util.Locale;

/**
 * Figures as bars in an SVG picture, on a logarithmic scale around the limit: a bar to the left falls short of it, one to the right goes
 * beyond it.
 */
public final class FigureChart {

    private static final int WIDTH = 760;
    private static final int LEFT = 260;
    private static final int ROW = 22;
    private static final int TOP = 46;
    private static final double SMALLEST = 0.1;
    private static final double LARGEST = 30;

    private FigureChart() {}

    /** Returns the picture. */
    public static String of(List<Figure> figures) {
        int height = TOP + ROW * figures.size() + 10;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" role="img" font-family="system-ui, sans-serif" font-size="12">
                <title>Ours beside the limit of the same run; the line is the limit</title>
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                <g fill="#555" text-anchor="middle"><text x="%3$d" y="18">the limit = 1</text></g>
                """, WIDTH, height, x(1)));
        for (double tick : new double[] {0.1, 0.3, 1, 3, 10, 30}) {
            svg.append(String.format(
                    Locale.ROOT,
                    """
                    <line x1="%1$d" x2="%1$d" y1="38" y2="%2$d" stroke="%3$s"/><text x="%1$d" y="34" fill="#555" text-anchor="middle">%4$s</text>
                    """,
                    x(tick),
                    height - 8,
                    tick == 1 ? "#333" : "#ddd",
                    tick < 1 ? tick : (Object) (long) tick));
        }
        for (int i = 0; i < figures.size(); i++) {
            svg.append(bar(figures.get(i), TOP + ROW * i));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Figure figure, int y) {
        int end = x(figure.ratio());
        int limit = x(1);
        return String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end">%s</text><rect x="%d" y="%d" width="%d" height="14" rx="2" fill="%s"/><text x="%d" y="%d">%.2f</text>
                """,
                LEFT - 10,
                y + 12,
                figure.name(),
                Math.min(end, limit),
                y + 1,
                Math.max(Math.abs(end - limit), 1),
                figure.ratio() >= 1 ? "#2a7f5f" : "#c0803a",
                Math.max(end, limit) + 5,
                y + 12,
                figure.ratio());
    }

    private static int x(double ratio) {
        double within = Math.min(Math.max(ratio, SMALLEST), LARGEST);
        double share = Math.log(within / SMALLEST) / Math.log(LARGEST / SMALLEST);
        return LEFT + (int) Math.round(share * (WIDTH - LEFT - 60));
    }
}
