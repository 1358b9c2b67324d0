-- 2,000 files, the n-th asked for about n times as rarely as the first (Zipf), in an order that is the same each time.
-- What is asked for is decided ahead: while it measures, the script only takes the next.
local threads, requests, at = 0, {}, 0
local extensions = { "html", "css", "js", "svg", "png" }

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init(args)
  math.randomseed(seed)
  for i = 1, 20000 do
    local number = math.floor(2000 ^ math.random()) - 1
    requests[i] = wrk.format("GET", string.format("/mix/%04d.%s", number, extensions[number % 5 + 1]))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
