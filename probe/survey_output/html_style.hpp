// The style sheet of the HTML report. It follows the reader's choice of light or dark, and prints.
#pragma once

namespace edge::probe {

inline constexpr const char* kHtmlStyle = R"(
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--dim:#57606a;--line:#d0d7de;
--card:#f6f8fa;--ok:#1a7f37;--warn:#8a5a00;--bad:#c1121f}
@media(prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--dim:#9da7b3;--line:#30363d;
--card:#161b22;--ok:#4ac26b;--warn:#e3b341;--bad:#ff7b72}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:74rem;padding:1.5rem;background:var(--back);color:var(--text);
font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
p{margin:.4rem 0}.dim{color:var(--dim)}code{font-size:.92em;overflow-wrap:anywhere}
.counts{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1rem 0;list-style:none}
.counts li{border:1px solid var(--line);border-radius:.5rem;padding:.4rem 1rem;
background:var(--card)}
.counts b{font-size:1.5rem;display:block;line-height:1.2}
.passed{color:var(--ok)}.warned{color:var(--warn)}.failed{color:var(--bad)}
.skipped{color:var(--dim)}
article{border:1px solid var(--line);border-left:.35rem solid var(--bad);border-radius:.5rem;
background:var(--card);padding:.8rem 1rem;margin:.8rem 0;break-inside:avoid}
article.warned,article.skipped{border-left-color:var(--warn);color:inherit}
article.failed{color:inherit}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{white-space:nowrap}td.host{overflow-wrap:anywhere;min-width:11rem}
td.found{min-width:14rem}.stage{white-space:nowrap;text-align:right}
svg.path{max-width:100%;height:auto;display:block;margin:.5rem 0}
svg.path text{font:11px system-ui,sans-serif;text-anchor:middle;fill:var(--text)}
.way{stroke:var(--dim);stroke-width:2;stroke-dasharray:4 3;fill:none}
.node{fill:var(--card);stroke:var(--dim);stroke-width:2}.unknown{stroke-dasharray:2 2}
.end-ok{fill:var(--ok)}.end-bad{fill:var(--card);stroke:var(--bad);stroke-width:2}
.cross{stroke:var(--bad);stroke-width:3;fill:none}
fieldset{border:0;padding:0;margin:.5rem 0}label{margin-right:1rem}
tr.passed{color:inherit}body:has(#not-expected:checked) tr.passed{display:none}
[hidden]{display:none!important}
th button{all:unset;cursor:pointer;font-weight:bold}
th button:hover{text-decoration:underline}
th[aria-sort=ascending] button::after{content:" \25B2"/""}
th[aria-sort=descending] button::after{content:" \25BC"/""}
:focus-visible,th button:focus-visible{outline:2px solid var(--ok);outline-offset:2px}
@media print{body{max-width:none;padding:0}fieldset,details,th button::after{display:none}}
)";

}  // namespace edge::probe
