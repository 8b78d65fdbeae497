-- Replays a file of requests with wrk: METHOD, PATH, CONTENT TYPE, COOKIE, BODY, separated by tabs, in turn and then again.
-- usage: REQUESTS=file [START=n] [ORIGIN=http://host:port] wrk -t1 -cN -dSs --latency -s load.lua URL
local lines, count, sent = {}, 0, 0
local start = tonumber(os.getenv("START") or "0")
local most = tonumber(os.getenv("MOST") or "40000")
function init(arguments)
  local origin = os.getenv("ORIGIN")
  local at = 0
  for line in io.lines(os.getenv("REQUESTS")) do
    if at >= start and count < most then
      local method, path, kind, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
      local headers = {}
      if kind ~= "" then headers["Content-Type"] = kind end
      if cookie ~= "" then headers["Cookie"] = cookie end
      if method == "POST" and origin then headers["Origin"] = origin end
      if body == "" then body = nil end
      count = count + 1
      lines[count] = wrk.format(method, path, headers, body)
    end
    at = at + 1
  end
end
function request()
  sent = sent + 1
  return lines[((sent - 1) % count) + 1]
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"n":%d,"rps":%.1f,"p50":%.3f,"p99":%.3f,"refused":%d,"broken":%d,"kb":%.1f}\n',
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status, e.connect + e.read + e.write + e.timeout, summary.bytes / math.max(1, summary.requests) / 1024))
end
