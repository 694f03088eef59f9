/**
 * The monitor: follows all that a key may read of a sequencer, remembers what it was shown, and alarms when it is shown
 * something that does not fit, or nothing for too long. {@link com.stateset.sequencer.verify.monitor.LogMonitor} draws it.
 *
 * <p><b>What it is for.</b> An audit ({@link com.stateset.sequencer.verify.StreamAudit}) reads every event once and says whether
 * they fit what is stored and signed now. It cannot say whether there was another history yesterday. A monitor can, at the
 * price of a few reads a minute: it never looks at events, only at heads, and compares each with the last one that it saw.
 *
 * <p><b>What it rests on.</b>
 *
 * <ul>
 *   <li>Its <em>state file</em>. A monitor that starts anew believes the first thing it is shown, as an agent does at its first
 *       contact; one whose file is put back to an older state has forgotten what came between. So it belongs on a machine that
 *       the sequencer's operator does not rule.
 *   <li>The sequencer's <em>key</em>, given or pinned at the first contact. A new key is an alarm, not a reason to trust it: the
 *       operator says why there is one, and the monitor is told.
 *   <li>The <em>log of heads</em>, which is read entry by entry, so that its root is computed here. A server cannot show the
 *       monitor one log and a witness another without one of them holding a proof.
 * </ul>
 *
 * <p><b>What it does not see.</b> An event row that is altered beside its tree, since no head changes by it: that is for {@code
 * verify-stream}. Streams that its key may not read, beyond the order of their entries in the log of heads; the report counts
 * them. And what happened before its first look.
 */
@NullMarked
package com.stateset.sequencer.verify.monitor;

import org.jspecify.annotations.NullMarked;
