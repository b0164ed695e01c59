declare module 'autocannon' {
  interface Request {
    method?: string
    path?: string
    body?: string | Buffer
    headers?: Record<string, string>
    setupRequest?: (request: Request) => Request
  }
  interface Result {
    duration: number
    non2xx: number
    errors: number
    timeouts: number
    requests: { total: number; average: number }
    latency: { p50: number; p99: number }
  }
  export default function autocannon(options: {
    url: string
    connections: number
    duration?: number
    amount?: number
    requests: Request[]
  }): Promise<Result>
}
